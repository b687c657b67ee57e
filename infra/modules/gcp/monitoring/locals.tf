locals {
  # All of these are known before the apply, so they may be put in before the JSON is read.
  open = {
    project           = var.project
    cloud_run_service = var.service_name
    database_instance = var.database_instance
  }
  metrics    = jsondecode(templatefile("${var.generated.alerts}/log-based-metrics.json", local.open)).metrics
  policies   = jsondecode(templatefile("${var.generated.alerts}/alert-policies.json", local.open)).policies
  services   = jsondecode(file("${var.generated.alerts}/service-level-objectives.json")).services
  objectives = jsondecode(file("${var.generated.alerts}/service-level-objectives.json")).objectives

  # Addresses by channel, each with a key of its own.
  addresses = merge([
    for channel, addresses in var.subscribers : { for address in addresses : "${channel} ${address}" => { channel = channel, address = address } }
  ]...)
}
