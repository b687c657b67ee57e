resource "aws_cloudwatch_log_group" "product" {
  count             = local.on_ecs ? 1 : 0
  name              = "/ecs/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_ecs_task_definition" "product" {
  count                    = local.on_ecs ? 1 : 0
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.cpu
  memory                   = local.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.instance.arn

  # The root file system is read-only; what a library wants to put into /tmp stands here.
  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([{
    name                   = "product"
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    # Draining takes up to half a minute (docs/observability.md); Fargate kills after this.
    stopTimeout  = 60
    portMappings = [{ containerPort = var.container_port, protocol = "tcp" }]
    environment  = [for key, value in local.environment : { name = key, value = value }]
    secrets      = [for key, arn in local.secrets : { name = key, valueFrom = arn }]
    mountPoints  = [{ sourceVolume = "tmp", containerPath = "/tmp" }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.product[0].name
        awslogs-region        = data.aws_region.here.name
        awslogs-stream-prefix = "product"
      }
    }
  }])
}

resource "aws_ecs_service" "product" {
  count                              = local.on_ecs ? 1 : 0
  name                               = var.name
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.product[0].arn
  desired_count                      = var.instances.min
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 40
  wait_for_steady_state              = true
  propagate_tags                     = "SERVICE"

  # New tasks that never get healthy take nothing away: the old ones stay.
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.network.private_subnet_ids
    security_groups  = [var.network.security_group_ids.compute]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.product[0].arn
    container_name   = "product"
    container_port   = var.container_port
  }

  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [
    aws_lb_listener.https,
    aws_iam_role_policy.execution_pull,
    aws_iam_role_policy.execution_secrets,
    terraform_data.migration,
  ]
}

resource "aws_appautoscaling_target" "product" {
  count              = local.on_ecs ? 1 : 0
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.product[0].name}"
  min_capacity       = var.instances.min
  max_capacity       = var.instances.max
}

resource "aws_appautoscaling_policy" "cpu" {
  count              = local.on_ecs ? 1 : 0
  name               = "${var.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.product[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.product[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.product[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
