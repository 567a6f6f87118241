"""Hidden pytest graders, one module per assignment; never shipped to students."""
