"""No law: what every package stands on."""
