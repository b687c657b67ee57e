output "cluster_identifier" {
  description = "Identifier of the cluster, for alarms and dashboards."
  value       = aws_rds_cluster.main.cluster_identifier
}

output "endpoint" {
  description = "Host of the writer."
  value       = aws_rds_cluster.main.endpoint
}

output "database_name" {
  description = "Database of the product."
  value       = aws_rds_cluster.main.database_name
}

output "owner_secret_arn" {
  description = "Secret of Aurora with username and password of the owner, who migrates."
  value       = aws_rds_cluster.main.master_user_secret[0].secret_arn
}

output "owner_key_arn" {
  description = "Key that the owner's secret is encrypted with."
  value       = aws_kms_key.database.arn
}

output "log_group" {
  description = "Log of PostgreSQL, pgaudit's lines among them."
  value       = aws_cloudwatch_log_group.postgresql.name
}
