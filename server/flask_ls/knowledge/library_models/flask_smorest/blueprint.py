"""Where Flask-Smorest has its blueprint class."""
