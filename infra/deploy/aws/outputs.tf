output "url" {
  description = "Where the product answers."
  value       = module.compute.url
}

output "repository_url" {
  description = "Where images are pushed."
  value       = module.registry.repository_url
}

output "on_call_topic_arn" {
  description = "Topic that the pipeline publishes a failed push to."
  value       = module.monitoring.topic_arns["on-call"]
}

output "migrations" {
  description = "SHA-256 of all SQL files, which the migration depends on."
  value       = module.compute.migrations
}
