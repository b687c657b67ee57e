variable "name" {
  description = "Name of the repository."
  type        = string
}

variable "kept_images" {
  description = "How many images stay; the guide keeps 10, so that a rollback finds the last good one."
  type        = number
  default     = 10
}
