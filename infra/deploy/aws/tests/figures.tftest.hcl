# The guide's figures, module by module (operations guide 1.2, 3, 4.1, 6). Nothing is created: the provider is a mock.

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_data "aws_rds_engine_version" {
    defaults = { version_actual = "16.4" }
  }
}

run "networking" {
  command = plan
  module {
    source = "../../modules/aws/networking"
  }
  variables {
    name               = "alxderia"
    allowed_cidrs      = ["203.0.113.0/24"]
    container_port     = 3000
    log_retention_days = 90
  }

  assert {
    condition     = aws_vpc.main.cidr_block == "10.0.0.0/16"
    error_message = "the VPC is 10.0.0.0/16"
  }
  assert {
    condition     = length(aws_subnet.public) == 2 && length(aws_subnet.private) == 2
    error_message = "two public and two private subnets"
  }
  assert {
    condition     = length(setunion([for s in aws_subnet.public : s.availability_zone], [for s in aws_subnet.private : s.availability_zone])) == 2
    error_message = "in two zones"
  }
  assert {
    condition     = length(distinct(concat([for s in aws_subnet.public : s.cidr_block], [for s in aws_subnet.private : s.cidr_block]))) == 4
    error_message = "no two subnets share addresses"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.from_compute.from_port == 5432 && aws_vpc_security_group_ingress_rule.from_compute.to_port == 5432
    error_message = "the database is reached on 5432 only"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.from_compute.cidr_ipv4 == null
    error_message = "the database lets in a security group, never addresses"
  }
  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.https) == ["203.0.113.0/24"] && aws_vpc_security_group_ingress_rule.https["203.0.113.0/24"].from_port == 443
    error_message = "the load balancer lets in those that were named, over HTTPS"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.from_load_balancer.from_port == 3000
    error_message = "the product is reached on port 3000"
  }
  assert {
    condition     = aws_security_group.database.name == "alxderia-database"
    error_message = "the security group of docs/runbooks/names.md"
  }
  assert {
    condition     = length(aws_nat_gateway.main) == 1 && aws_cloudwatch_log_group.flow.retention_in_days == 90
    error_message = "one NAT gateway; flow logs are kept 90 days"
  }
}

run "wiring_of_security_groups" {
  command = apply
  module {
    source = "../../modules/aws/networking"
  }
  variables {
    name               = "alxderia"
    allowed_cidrs      = []
    container_port     = 3000
    log_retention_days = 90
  }
  override_resource {
    target = aws_iam_role.flow
    values = { arn = "arn:aws:iam::123456789012:role/flow" }
  }
  override_resource {
    target = aws_cloudwatch_log_group.flow
    values = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:flow" }
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.from_compute.security_group_id == aws_security_group.database.id && aws_vpc_security_group_ingress_rule.from_compute.referenced_security_group_id == aws_security_group.compute.id
    error_message = "the database lets in the product and nobody else"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.from_load_balancer.security_group_id == aws_security_group.compute.id && aws_vpc_security_group_ingress_rule.from_load_balancer.referenced_security_group_id == aws_security_group.load_balancer.id
    error_message = "the product lets in the load balancer and nobody else"
  }
  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.https) == 0
    error_message = "nobody named, nobody let in"
  }
}

run "database" {
  command = plan
  module {
    source = "../../modules/aws/database"
  }
  variables {
    name               = "alxderia"
    subnet_ids         = ["subnet-1", "subnet-2"]
    security_group_id  = "sg-1"
    log_retention_days = 90
  }

  assert {
    condition     = aws_rds_cluster.main.engine == "aurora-postgresql" && startswith(aws_rds_cluster.main.engine_version, "16.")
    error_message = "Aurora PostgreSQL 16"
  }
  assert {
    condition     = aws_rds_cluster.main.serverlessv2_scaling_configuration[0].min_capacity == 0.5 && aws_rds_cluster.main.serverlessv2_scaling_configuration[0].max_capacity == 16
    error_message = "0.5 to 16 ACU"
  }
  assert {
    condition     = aws_rds_cluster.main.storage_encrypted && aws_rds_cluster.main.deletion_protection && !aws_rds_cluster.main.skip_final_snapshot
    error_message = "encrypted, protected from deletion, and a snapshot at the end"
  }
  assert {
    condition     = aws_rds_cluster.main.backup_retention_period == 35 && aws_rds_cluster.main.preferred_backup_window == "02:00-03:00"
    error_message = "backups of 35 days, made at 02:00"
  }
  assert {
    condition     = length(aws_rds_cluster_instance.main) == 2 && alltrue([for i in aws_rds_cluster_instance.main : i.instance_class == "db.serverless" && i.performance_insights_enabled && i.monitoring_interval == 60 && !i.publicly_accessible])
    error_message = "two serverless instances, private, with Performance Insights and enhanced monitoring every minute"
  }
  assert {
    condition     = one([for p in aws_rds_cluster_parameter_group.main.parameter : p.value if p.name == "rds.force_ssl"]) == "1"
    error_message = "TLS only"
  }
  assert {
    condition     = one([for p in aws_rds_cluster_parameter_group.main.parameter : p.value if p.name == "pgaudit.log"]) == "ddl,role" && strcontains(one([for p in aws_rds_cluster_parameter_group.main.parameter : p.value if p.name == "shared_preload_libraries"]), "pgaudit")
    error_message = "pgaudit logs DDL and changes of roles"
  }
  assert {
    condition     = contains(aws_rds_cluster.main.enabled_cloudwatch_logs_exports, "postgresql") && aws_cloudwatch_log_group.postgresql.name == "/aws/rds/cluster/alxderia/postgresql"
    error_message = "PostgreSQL's log goes to CloudWatch, into a group with an end"
  }
}

run "database_refuses_to_pause" {
  command = plan
  module {
    source = "../../modules/aws/database"
  }
  variables {
    name               = "alxderia"
    subnet_ids         = ["subnet-1", "subnet-2"]
    security_group_id  = "sg-1"
    log_retention_days = 90
    capacity           = { min = 0, max = 16 }
  }
  expect_failures = [var.capacity]
}

run "registry" {
  command = plan
  module {
    source = "../../modules/aws/registry"
  }
  variables {
    name = "alxderia"
  }

  assert {
    condition     = aws_ecr_repository.images.image_scanning_configuration[0].scan_on_push && aws_ecr_repository.images.encryption_configuration[0].encryption_type == "KMS" && aws_ecr_repository.images.image_tag_mutability == "IMMUTABLE"
    error_message = "scanned on push, encrypted by KMS, tags never move"
  }
  assert {
    condition     = jsondecode(aws_ecr_lifecycle_policy.images.policy).rules[0].selection.countNumber == 10
    error_message = "ten images are kept"
  }
}

run "secrets" {
  command = plan
  module {
    source = "../../modules/aws/secrets"
  }
  variables {
    name = "alxderia"
  }

  assert {
    condition     = toset([for s in aws_secretsmanager_secret.main : s.name]) == toset(["alxderia-database", "alxderia-session", "alxderia-history-signing-key", "alxderia-oidc-client-secret", "alxderia-llm-api-key"])
    error_message = "the secrets of docs/runbooks/names.md"
  }
  assert {
    condition     = flatten([for s in data.aws_iam_policy_document.read.statement : s.actions]) == ["secretsmanager:GetSecretValue", "kms:Decrypt"]
    error_message = "least privilege: read and decrypt"
  }
}
