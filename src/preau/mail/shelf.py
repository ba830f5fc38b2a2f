"""Where raw letters lie in the file store: apart from what pages offer for download."""

RAW = "letters"
