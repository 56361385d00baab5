"""The pages and addresses of apps: letting in, tokens, the patient's list, administration."""
