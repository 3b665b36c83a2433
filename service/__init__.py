"""The service: HTTP, storage, keys, texts and the command, around what ``matcher`` knows."""
