# Migrations run as a task inside the VPC, since the database has no other door. App Runner has no tasks, so this cluster
# is there with both kinds of compute.

resource "aws_ecs_cluster" "main" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "migration" {
  name              = "/ecs/${var.name}-migration"
  retention_in_days = var.log_retention_days
}

resource "aws_ecs_task_definition" "migration" {
  family                   = "${var.name}-migration"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.migration_execution.arn

  container_definitions = jsonencode([{
    name                   = "migration"
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    command                = ["node", "infra/tasks/migrate.mjs"]
    environment = [
      { name = "OWNER_HOST", value = var.database.endpoint },
      { name = "OWNER_DATABASE", value = var.database.database_name },
    ]
    secrets = [
      { name = "OWNER_USERNAME", valueFrom = "${var.database.owner_secret_arn}:username::" },
      { name = "OWNER_PASSWORD", valueFrom = "${var.database.owner_secret_arn}:password::" },
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.migration.name
        awslogs-region        = data.aws_region.here.name
        awslogs-stream-prefix = "migration"
      }
    }
  }])
}

# Runs when any SQL file changed. Its failure stops the apply before the service is touched, and names the file.
resource "terraform_data" "migration" {
  count = var.migrate_on_apply ? 1 : 0
  # A secret that is made here for the first time is a change too.
  triggers_replace = { sql = local.migrations, made = "database session history-signing-key" }

  provisioner "local-exec" {
    command = "${var.scripts_folder}/migrate-aws.sh && ${var.scripts_folder}/rotate-secret.sh aws database --if-empty && ${var.scripts_folder}/rotate-secret.sh aws session --if-empty && ${var.scripts_folder}/rotate-secret.sh aws history-signing-key --if-empty"
    environment = {
      AWS_REGION               = data.aws_region.here.name
      ALXDERIA_ECS_CLUSTER     = aws_ecs_cluster.main.name
      ALXDERIA_MIGRATION_TASK  = aws_ecs_task_definition.migration.arn
      ALXDERIA_SUBNETS         = join(",", var.network.private_subnet_ids)
      ALXDERIA_SECURITY_GROUP  = var.network.security_group_ids.compute
      ALXDERIA_MIGRATION_LOGS  = aws_cloudwatch_log_group.migration.name
      ALXDERIA_DATABASE_SECRET = var.secrets.arns["database"]
      ALXDERIA_SESSION_SECRET  = var.secrets.arns["session"]
      ALXDERIA_HISTORY_SECRET  = var.secrets.arns["history-signing-key"]
      ALXDERIA_DATABASE_HOST   = var.database.endpoint
      ALXDERIA_DATABASE_NAME   = var.database.database_name
    }
  }

  depends_on = [
    aws_iam_role_policy.migration_pull,
    aws_iam_role_policy.migration_owner,
  ]
}
