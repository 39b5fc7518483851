// Before the page is drawn: controls that need a script may show themselves.
document.documentElement.classList.add("js");
