"""What the commands of ``samspil`` do; ``service.cli`` says how they are called."""
