locals {
  log_group = (
    local.on_ecs
    ? aws_cloudwatch_log_group.product[0].name
    : "/aws/apprunner/${var.name}/${aws_apprunner_service.product[0].service_id}/application"
  )
}

output "url" {
  description = "Where the product answers."
  value       = local.on_ecs ? "https://${aws_lb.product[0].dns_name}" : "https://${aws_apprunner_service.product[0].service_url}"
}

output "log_group" {
  description = "Log group of the product's lines."
  value       = local.log_group
}

output "service_name" {
  description = "Name of the service, for alarms."
  value       = var.name
}

output "service_id" {
  description = "Identifier of the App Runner service; empty with ECS."
  value       = local.on_app_runner ? aws_apprunner_service.product[0].service_id : ""
}

output "ecs_cluster" {
  description = "Cluster of the tasks."
  value       = aws_ecs_cluster.main.name
}

output "load_balancer" {
  description = "How the load balancer is called in metrics; empty with App Runner."
  value       = local.on_ecs ? aws_lb.product[0].arn_suffix : ""
}

output "migrations" {
  description = "SHA-256 of all SQL files and their names, which the migration depends on."
  value       = local.migrations
}
