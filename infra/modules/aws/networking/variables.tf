variable "name" {
  description = "How every resource is called, or how its name begins."
  type        = string
}

variable "cidr" {
  description = "Addresses of the VPC; /16, so that the four /24 below fit."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && endswith(var.cidr, "/16")
    error_message = "cidr must be a /16, such as 10.0.0.0/16."
  }
}

variable "nat_per_zone" {
  description = "One NAT gateway in each zone instead of one for both: survives the loss of a zone, costs one more gateway."
  type        = bool
  default     = false
}

variable "allowed_cidrs" {
  description = "Who may reach the load balancer; empty for App Runner, which has none."
  type        = list(string)
}

variable "container_port" {
  description = "Port that the product listens on."
  type        = number
}

variable "log_retention_days" {
  description = "How long flow logs are kept."
  type        = number
}
