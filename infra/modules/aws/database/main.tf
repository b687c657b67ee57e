data "aws_rds_engine_version" "offered" {
  engine             = "aurora-postgresql"
  preferred_versions = var.engine_versions
}

resource "aws_kms_key" "database" {
  description             = "${var.name}: database"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_db_subnet_group" "main" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

# Before the cluster, which would make it without an end.
resource "aws_cloudwatch_log_group" "postgresql" {
  name              = "/aws/rds/cluster/${var.name}/postgresql"
  retention_in_days = var.log_retention_days
}

resource "aws_rds_cluster" "main" {
  cluster_identifier = var.name
  engine             = "aurora-postgresql"
  engine_mode        = "provisioned"
  engine_version     = data.aws_rds_engine_version.offered.version_actual
  database_name      = "alxderia"

  # The owner's password is Aurora's own affair: made, kept and rotated in Secrets Manager. The product logs in as
  # another role, alxderia_app.
  master_username               = "alxderia_owner"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.database.arn

  db_subnet_group_name                = aws_db_subnet_group.main.name
  vpc_security_group_ids              = [var.security_group_id]
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.main.name
  iam_database_authentication_enabled = true

  storage_encrypted = true
  kms_key_id        = aws_kms_key.database.arn

  backup_retention_period      = var.backup_retention_days
  preferred_backup_window      = "02:00-03:00"
  preferred_maintenance_window = "sun:03:30-sun:04:30"
  copy_tags_to_snapshot        = true
  deletion_protection          = var.deletion_protection
  skip_final_snapshot          = false
  final_snapshot_identifier    = "${var.name}-final"

  enabled_cloudwatch_logs_exports = ["postgresql"]

  serverlessv2_scaling_configuration {
    min_capacity = var.capacity.min
    max_capacity = var.capacity.max
  }

  depends_on = [aws_cloudwatch_log_group.postgresql]

  lifecycle {
    # The offered version moves; an upgrade is somebody's decision, not an apply's.
    ignore_changes = [engine_version]
  }
}

# A writer, and a reader in the other zone that takes over.
resource "aws_rds_cluster_instance" "main" {
  count                        = 2
  identifier                   = "${var.name}-${count.index + 1}"
  cluster_identifier           = aws_rds_cluster.main.id
  engine                       = aws_rds_cluster.main.engine
  engine_version               = aws_rds_cluster.main.engine_version
  instance_class               = "db.serverless"
  promotion_tier               = count.index
  publicly_accessible          = false
  auto_minor_version_upgrade   = true
  performance_insights_enabled = true
  # Days that cost nothing.
  performance_insights_retention_period = 7
  performance_insights_kms_key_id       = aws_kms_key.database.arn
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
}

data "aws_iam_policy_document" "monitoring_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "monitoring" {
  name               = "${var.name}-database-monitoring"
  assume_role_policy = data.aws_iam_policy_document.monitoring_trust.json
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

check "engine_is_postgresql_16" {
  assert {
    condition     = startswith(data.aws_rds_engine_version.offered.version_actual, "16.")
    error_message = "None of engine_versions is offered here as PostgreSQL 16; see `aws rds describe-db-engine-versions`."
  }
}
