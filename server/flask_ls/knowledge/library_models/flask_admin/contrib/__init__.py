"""What Flask-Admin has for other libraries."""
