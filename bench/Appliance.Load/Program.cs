using Appliance.Load;
using ConsoleAppFramework;

ConsoleApp.ConsoleAppBuilder app = ConsoleApp.Create();
app.Add<LoadCommands>();
app.Run(args);
