"""Work to be done: deliveries to subscribers, due times, retries, cron, heartbeats."""
