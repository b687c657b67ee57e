output "url" {
  description = "Where the product answers."
  value       = module.compute.url
}

output "repository_url" {
  description = "Where images are pushed."
  value       = module.registry.repository_url
}

output "migrations" {
  description = "SHA-256 of all SQL files, which the migration depends on."
  value       = module.compute.migrations
}
