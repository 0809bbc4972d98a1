// Containers as the command line that makes them. Pure functions.
#pragma once
#include "core/engine/container_details.h"
#include "core/engine/image_store.h"
#include "core/engine/shell_quoted.h"

#include <functional>
#include <string_view>

namespace core::engine {

inline constexpr std::string_view kHidden = "<hidden>";

// What would make this container again. With its image's details, what the image or the engine sets anyway is left out. An anonymous
// volume becomes a new one: a name that the engine chose would share the data.
CreateSpec specOf(const ContainerDetails &details, const ImageDetails *image);

// Whether the container runs behind, or the command line stays with its main process.
enum class RunAs : unsigned char { Detached, Attached };

// "docker run -d …" for a shell, one line, every word quoted where it has to be. Variables for which `hides` is true are
// named without their value, which the command line then takes from its own environment. Of labels and of arguments
// ("--password x", "-password=x", "PASSWORD=x") with such a name the value is replaced by kHidden, and
// so is the whole command of a health check that has one: that line is to be read.
std::string runLine(EngineKind kind, const CreateSpec &spec, const std::function<bool(std::string_view name)> &hides = {}, RunAs as = RunAs::Detached);

} // namespace core::engine
