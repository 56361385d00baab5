"""Results of laboratories and other examinations, as others have sent them."""
