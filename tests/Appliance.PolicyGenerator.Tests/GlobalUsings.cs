extern alias generator;

global using JsonText = generator::Appliance.PolicyGenerator.Model.JsonText;
global using Names = generator::Appliance.PolicyGenerator.Model.Names;
global using PolicySourceGenerator = generator::Appliance.PolicyGenerator.PolicySourceGenerator;
global using PolicyDiagnostics = generator::Appliance.PolicyGenerator.Diagnostics.PolicyDiagnostics;
global using TrackingNames = generator::Appliance.PolicyGenerator.PolicySourceGenerator.TrackingNames;
