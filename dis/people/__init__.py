"""Who there is: patients, relatives, practitioners, organisations; their numbers and sign-in."""
