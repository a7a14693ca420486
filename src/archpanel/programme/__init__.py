"""The programme: rehearsals in which every pair of variants meets, and what comes of them."""
