"""What claims say about the model, and the model about claims."""
