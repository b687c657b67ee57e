output "repository_url" {
  description = "Where images are pushed, without image and tag."
  value       = "${var.region}-docker.pkg.dev/${google_artifact_registry_repository.images.project}/${google_artifact_registry_repository.images.repository_id}"
}

output "repository_id" {
  description = "The repository, for bindings."
  value       = google_artifact_registry_repository.images.repository_id
}
