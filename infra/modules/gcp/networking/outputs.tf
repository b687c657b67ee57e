output "network_id" {
  description = "The VPC network. Known only when the private services connection is there, which Cloud SQL needs."
  value       = google_compute_network.main.id
  depends_on  = [google_service_networking_connection.services]
}

output "connector_id" {
  description = "The VPC access connector."
  value       = google_vpc_access_connector.main.id
}
