"""Where Flask-RESTX has its api class."""
