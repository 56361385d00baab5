"""Pages of who may act for whom: for citizens, for doctors, for administrators."""
