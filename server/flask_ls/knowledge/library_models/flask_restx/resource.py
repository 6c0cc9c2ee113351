"""Where Flask-RESTX has its resource class."""
