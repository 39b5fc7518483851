"""The pages of a lesson: studying, presenting, printing."""
