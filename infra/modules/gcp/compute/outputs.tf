output "url" {
  description = "Where the product answers."
  value       = google_cloud_run_v2_service.product.uri
}

output "service_name" {
  description = "Name of the service, for alert policies."
  value       = google_cloud_run_v2_service.product.name
}

output "migrations" {
  description = "SHA-256 of all SQL files and their names, which the migration depends on."
  value       = local.migrations
}
