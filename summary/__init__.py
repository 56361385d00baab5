"""Critical information and medicines of a patient, as others have sent them."""
