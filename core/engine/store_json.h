// The engines' JSON to our values: images, volumes, networks and what they take on the disk. As api_json.h.
#pragma once
#include "core/engine/disk.h"
#include "core/engine/image_store.h"
#include "core/engine/json_values.h"
#include "core/engine/network_store.h"
#include "core/engine/volume_store.h"

namespace core::engine {

base::Result<std::vector<Image>> imagesIn(std::string_view body);              // GET /images/json
base::Result<ImageDetails> imageDetailsIn(std::string_view body);              // GET /images/{id}/json
base::Result<std::vector<ImageLayer>> layersIn(std::string_view body);         // GET /images/{id}/history
base::Result<std::vector<std::string>> removedImagesIn(std::string_view body); // DELETE /images/{id}

base::Result<std::vector<Volume>> volumesIn(std::string_view body); // GET /volumes
base::Result<Volume> volumeIn(std::string_view body);               // GET /volumes/{name}
std::string createBody(const VolumeSpec &spec);

base::Result<std::vector<Network>> networksIn(std::string_view body); // GET /networks
base::Result<Network> networkIn(std::string_view body);               // GET /networks/{id}
std::string createBody(const NetworkSpec &spec);

base::Result<DiskUsage> diskUsageIn(std::string_view body); // GET /system/df
// Podman says there what an image's tag is, not what its name is; until addNames() the image is named by its id.
bool lacksNames(const DiskUsage &usage);
void addNames(DiskUsage &usage, const std::vector<Image> &images);

} // namespace core::engine
