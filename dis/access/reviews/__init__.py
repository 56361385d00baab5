"""Review of openings that rest on no care relation: who decides, by when, with what outcome."""
