output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.main.id
}

output "public_subnet_ids" {
  description = "Two subnets in two zones, for load balancer and NAT gateways."
  value       = [for subnet in aws_subnet.public : subnet.id]
}

output "private_subnet_ids" {
  description = "Two subnets in two zones, for product and database."
  value       = [for subnet in aws_subnet.private : subnet.id]
}

output "security_group_ids" {
  description = "Security groups by what stands in them: load_balancer, compute, database."
  value = {
    load_balancer = aws_security_group.load_balancer.id
    compute       = aws_security_group.compute.id
    database      = aws_security_group.database.id
  }
}
