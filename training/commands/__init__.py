"""Commands: what the commands of training do, apart from how they are called."""
