"""What people type about assessments: one module per area."""
