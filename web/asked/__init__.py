"""What a page or the API is asked: addresses read and bounded."""
