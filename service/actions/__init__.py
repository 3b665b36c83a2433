"""The actions: each thing that the service does for somebody, whoever asks and by what way."""
