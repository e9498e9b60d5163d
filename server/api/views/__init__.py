"""Every shape of the API's wire, one file per capability. A class name is its name in the OpenAPI document."""
