variable "name" {
  description = "Name of the network."
  type        = string
}

variable "region" {
  description = "Region of subnet and connector."
  type        = string
}

variable "services_cidr_prefix" {
  description = "Size of the range that Cloud SQL takes its private address from."
  type        = number
  default     = 20
}

variable "connector_cidr" {
  description = "A free /28 for the VPC access connector."
  type        = string
  default     = "10.8.0.0/28"

  validation {
    condition     = can(cidrhost(var.connector_cidr, 0)) && endswith(var.connector_cidr, "/28")
    error_message = "connector_cidr must be a /28, which is what a connector takes."
  }
}
