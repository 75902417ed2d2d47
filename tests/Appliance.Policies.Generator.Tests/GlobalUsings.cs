extern alias generator;

global using JsonText = generator::Appliance.Policy.Generator.Emit.JsonText;
global using Names = generator::Appliance.Policy.Generator.Bind.Names;
global using PolicyGenerator = generator::Appliance.Policy.Generator.PolicyGenerator;
global using PolicyProblems = generator::Appliance.Policy.Generator.Problems.PolicyProblems;
global using Steps = generator::Appliance.Policy.Generator.PolicyGenerator.Steps;
