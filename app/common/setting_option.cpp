#include "app/common/setting_option.h"

#include "core/config/settings.h"

namespace app {

CLI::Option *addSettingOption(CLI::App &app, std::vector<std::string> &into, const std::string &scope)
{
    const CLI::Validator known([](const std::string &override) { return core::config::overrideProblem(override).value_or(std::string()); }, {});
    return app.add_option("-o", into, "Override a setting" + scope + "; may be repeated")->type_name("KEY=VALUE")->allow_extra_args(false)->check(known);
}

} // namespace app
