output "instance_name" {
  description = "Name of the instance, for alert policies."
  value       = google_sql_database_instance.main.name
}

output "host" {
  description = "Private address of the instance."
  value       = google_sql_database_instance.main.private_ip_address
}

output "database_name" {
  description = "Database of the product."
  value       = google_sql_database.product.name
}

output "owner_name" {
  description = "Role that owns the database."
  value       = google_sql_user.owner.name
}

output "owner_secret_id" {
  description = "Secret with the owner's password. Known only when it has a value."
  value       = google_secret_manager_secret.owner.secret_id
  depends_on  = [google_secret_manager_secret_version.owner]
}
