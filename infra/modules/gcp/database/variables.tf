variable "name" {
  description = "Name of the instance."
  type        = string
}

variable "region" {
  description = "Region of the instance; its standby stands in another zone of it."
  type        = string
}

variable "network_id" {
  description = "VPC network with a private services connection."
  type        = string
}

variable "tier" {
  description = "Size of the machine: db-custom-<CPUs>-<MB>."
  type        = string
  default     = "db-custom-2-7680"

  validation {
    condition     = can(regex("^db-custom-[0-9]+-[0-9]+$", var.tier))
    error_message = "tier must be db-custom-<CPUs>-<MB>: the edition is ENTERPRISE, which takes no other."
  }
}

variable "max_connections" {
  description = "Connections that the database takes; infra/README.md has the arithmetic."
  type        = number
  default     = 200
}

variable "owner_password" {
  description = "Password of the owner, who migrates. Any new random text; it is used only when its version changes."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "owner_password_version" {
  description = "Count it up to give the owner a new password."
  type        = number
  default     = 1
}

variable "deletion_protection" {
  description = "Whether Terraform and the API refuse to delete the instance."
  type        = bool
  default     = true
}
