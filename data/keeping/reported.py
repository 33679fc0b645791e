"""What a report of a reader can be about, and how long it may be: known without opening the store."""

# Fields of a listing, an address that should not be shown, the rest.
FIELDS = ("status", "schedules", "phones", "location", "visibility", "url", "cost", "languages", "description", "other")
LONGEST_WORDS = 2_000
LONGEST_CONTACT = 200
