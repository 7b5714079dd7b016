"""What is known and decided: stations, readings, scenes, jobs, findings, issues, people, access."""
