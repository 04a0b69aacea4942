package timesync

import (
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

func native(m Machine) Machine {
	m.Registry = registryValue
	m.ServiceRuns = serviceRuns
	return m
}

func registryValue(key, name string) (any, error) {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, key, registry.QUERY_VALUE)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	if n, _, err := k.GetIntegerValue(name); err == nil {
		return int64(n), nil
	}
	s, _, err := k.GetStringValue(name)
	return s, err
}

// serviceRuns asks the service manager itself: what sc prints depends on the
// language.
func serviceRuns(name string) (bool, error) {
	manager, err := windows.OpenSCManager(nil, nil, windows.SC_MANAGER_CONNECT)
	if err != nil {
		return false, err
	}
	defer func() { _ = windows.CloseServiceHandle(manager) }()
	wide, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return false, err
	}
	service, err := windows.OpenService(manager, wide, windows.SERVICE_QUERY_STATUS)
	if err != nil {
		return false, err
	}
	defer func() { _ = windows.CloseServiceHandle(service) }()
	var status windows.SERVICE_STATUS
	if err := windows.QueryServiceStatus(service, &status); err != nil {
		return false, err
	}
	return status.CurrentState == windows.SERVICE_RUNNING, nil
}
