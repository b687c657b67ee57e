resource "aws_lb" "product" {
  count                      = local.on_ecs ? 1 : 0
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.network.public_subnet_ids
  security_groups            = [var.network.security_group_ids.load_balancer]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection
  # An answer of a language model may take 45 s and more without a byte.
  idle_timeout = 120
}

resource "aws_lb_target_group" "product" {
  count                = local.on_ecs ? 1 : 0
  name                 = var.name
  vpc_id               = var.network.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = var.container_port
  deregistration_delay = 30

  health_check {
    protocol            = "HTTP"
    path                = local.probe.path
    interval            = local.probe.interval
    timeout             = local.probe.timeout
    healthy_threshold   = local.probe.healthy_threshold
    unhealthy_threshold = local.probe.unhealthy_threshold
    matcher             = "200"
  }
}

resource "aws_lb_listener" "https" {
  count             = local.on_ecs ? 1 : 0
  load_balancer_arn = aws_lb.product[0].arn
  protocol          = "HTTPS"
  port              = 443
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.product[0].arn
  }

  lifecycle {
    precondition {
      condition     = var.certificate_arn != null
      error_message = "compute = \"ecs\" needs certificate_arn: the load balancer speaks HTTPS only."
    }
  }
}
