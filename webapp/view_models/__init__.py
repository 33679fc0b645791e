"""What each page shows, as frozen dataclasses: templates read these and nothing else."""
