"""Settings of servers that break one promise each: what a trial must find, or it would find nothing."""
